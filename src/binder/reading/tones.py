"""Grey levels: a picture of any mode or range as eight bits a point."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image


def grey_of(image: Any) -> Any:
    """Any mode as 8-bit grey, transparent parts white; 16-bit scans keep their range."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(spread(np.asarray(image).astype(np.float32)))
    return image.convert("L")


def windowed(values: Any, centre: float, wide: float) -> Any:
    """The linear function of PS3.3 C.11.2.1.2."""
    if wide <= 1:
        return np.where(values > centre - 0.5, 255, 0).astype(np.uint8)
    values -= centre - 0.5
    values /= wide - 1
    values += 0.5
    return eight_bits(np.clip(values, 0, 1) * 255)


def spread(values: Any, low: float = 0.5, high: float = 99.5) -> Any:
    """From the low to the high percentile, judged on a sample."""
    values = np.nan_to_num(values, copy=False, posinf=0, neginf=0)
    sample = values[:: max(1, values.shape[0] // 512), :: max(1, values.shape[1] // 512)]
    bottom, top = np.percentile(sample, (low, high))
    return (
        windowed(values, (bottom + top) / 2 + 0.5, max(float(top - bottom), 1e-6) + 1)
        if top > bottom
        else _flat(values)
    )


def _flat(values: Any) -> Any:
    return np.full(values.shape, 0, dtype=np.uint8)


def eight_bits(values: Any) -> Any:
    """Eight bits a point, whatever came; wider colours keep their upper bits."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind in "iu":
        most = max(int(values.max(initial=0)), 255)
        return (values.astype(np.float32) * (255 / most)).clip(0, 255).astype(np.uint8)
    return (values + 0.5).clip(0, 255).astype(np.uint8)
