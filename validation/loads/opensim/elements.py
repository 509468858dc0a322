"""Write elements of OpenSim's XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np

from hiphinge.core.measure import FloatArray

Function = tuple[float, ...] | tuple[FloatArray, FloatArray]
"""A polynomial, lowest power first, or a table of arguments and values."""


def transform(axes: ET.Element, name: str, axis: FloatArray, coordinate: str | None, function: Function) -> None:
    """Add one of a joint's six axes: rotation or translation along `axis` by a function of its coordinate."""
    found = ET.SubElement(axes, "TransformAxis", name=name)
    if coordinate is not None:
        word(found, "coordinates", coordinate)
    numbers(found, "axis", axis)
    if coordinate is None:
        constant = ET.SubElement(found, "Constant", name="function")
        numbers(constant, "value", [0.0])
    elif isinstance(function[0], np.ndarray):
        table(found, np.asarray(function[0]), np.asarray(function[1]), name="function")
    else:
        polynomial = ET.SubElement(found, "PolynomialFunction", name="function")
        numbers(polynomial, "coefficients", [float(value) for value in function[::-1]])


def coupled(constraints: ET.Element, name: str, driver: str) -> None:
    """Add a coordinate that has the value of another."""
    found = ET.SubElement(constraints, "CoordinateCouplerConstraint", name=f"{name}_follows")
    function = ET.SubElement(found, "coupled_coordinates_function")
    numbers(ET.SubElement(function, "LinearFunction"), "coefficients", [1.0, 0.0])
    word(found, "independent_coordinate_names", driver)
    word(found, "dependent_coordinate_name", name)


def table(parent: ET.Element, x: FloatArray, y: FloatArray, name: str | None = None) -> None:
    """Add a curve through points."""
    found = ET.SubElement(parent, "SimmSpline", {} if name is None else {"name": name})
    numbers(found, "x", x)
    numbers(found, "y", y)


def objects(parent: ET.Element, name: str) -> ET.Element:
    """Add a set, and return the list of its members."""
    return ET.SubElement(ET.SubElement(parent, name), "objects")


def numbers(parent: ET.Element, name: str, values: FloatArray | list[float] | list[int]) -> None:
    """Add a property of numbers."""
    word(parent, name, " ".join(f"{value:.12g}" for value in values))


def word(parent: ET.Element, name: str, word: str) -> None:
    """Add a property of one word."""
    ET.SubElement(parent, name).text = word
