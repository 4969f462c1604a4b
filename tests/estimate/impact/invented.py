"""Invented studies whose effect is known."""

import numpy as np


def villages(seed=1, *, clusters=16, each=30, waves=2, effect=0.2, drift=0.0):
    """Different people asked in each wave, in villages of which the first half had a campaign before the last wave."""
    rng = np.random.default_rng(seed)
    village = np.tile(np.repeat(np.arange(clusters), each), waves)
    wave = np.repeat(np.arange(waves), clusters * each)
    treated = village < clusters // 2
    chance = 0.4 + 0.05 * rng.normal(size=clusters)[village] + 0.02 * wave + effect * (treated & (wave == waves - 1))
    chance = chance + drift * wave * treated
    return {
        "knows": (rng.random(len(village)) < chance).astype(int).tolist(),
        "village": [f"v{each:02}" for each in village],
        "campaign": ["yes" if each else "no" for each in treated],
        "wave": wave.tolist(),
    }


def rollout(seed=1, *, units=30, times=6, first=(3, 5), effect=1.0, noise=0.3, growing=0.0):
    """Units of which a third each began at the two times, and a third never."""
    rng = np.random.default_rng(seed)
    own = rng.normal(10, 1, units)
    rows = {"unit": [], "time": [], "first": [], "y": []}
    for unit in range(units):
        began = first[0] if unit < units // 3 else first[1] if unit < 2 * units // 3 else None
        for time in range(1, times + 1):
            on = began is not None and time >= began
            gain = effect + growing * (time - began) if on else 0.0
            rows["unit"].append(f"u{unit:02}")
            rows["time"].append(time)
            rows["first"].append(began)
            rows["y"].append(own[unit] + 0.1 * time + gain + noise * rng.normal())
    return rows


def months(n=48, start=30, *, level=20.0, step=0.0, seed=1, counts=True):
    """A series with seasons, and a step of so much (of a logarithm for counts) from a month on."""
    rng = np.random.default_rng(seed)
    time = np.arange(n)
    season = 0.2 * np.cos(2 * np.pi * time / 12)
    names = [f"{2018 + each // 12}-{each % 12 + 1:02}" for each in time]
    if counts:
        values = rng.poisson(level * np.exp(season + np.where(time >= start, step, 0.0)))
    else:
        values = level + season + 0.01 * time + np.where(time >= start, step, 0.0)
    return {"month": names, "calls": values.tolist()}, names[start]


def regions(seed=1, *, others=20, times=16, start=12, effect=3.0):
    """A region that is the mean of two of the others but for noise, and an effect from a time on."""
    rng = np.random.default_rng(seed)
    values = 30 + rng.normal(0, 3, (others, 1)) + rng.normal(0, 1, (others, times)).cumsum(axis=1)
    mine = (values[0] + values[1]) / 2 + 0.05 * rng.normal(size=times)
    mine[start:] += effect
    every = np.vstack([mine, values])
    return {
        "region": np.repeat([f"r{each:02}" for each in range(others + 1)], times).tolist(),
        "year": np.tile(np.arange(2000, 2000 + times), others + 1).tolist(),
        "cases": every.ravel().tolist(),
    }
