"""Addresses of case work."""

from django.urls import path

from palermo.web.casework import views

urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("health/", views.health, name="health"),
]
