"""Maps drawn on the server: places stand where they should, labels don't run over each other."""

import pytest

from portal.core.maps import MARGIN, WIDTH, MapPoint, PointMap, country_outline

PRAGUE = MapPoint(50.0755, 14.4378, "Praha")
BRNO = MapPoint(49.1951, 16.6068, "Brno")


def test_north_is_up_and_east_is_right() -> None:
    prague, brno = PointMap([PRAGUE, BRNO]).dots
    assert prague.x < brno.x
    assert prague.y < brno.y


@pytest.mark.parametrize(
    "points", [[PRAGUE], [PRAGUE, PRAGUE], [PRAGUE, BRNO], [MapPoint(50, 14 + n / 50, str(n)) for n in range(60)]]
)
def test_every_point_lies_inside_the_drawing(points: list[MapPoint]) -> None:
    drawing = PointMap(points)
    assert len(drawing.dots) == len(points)
    for dot in drawing.dots:
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.y <= drawing.height


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    west, east, north = PointMap([MapPoint(50, 15, "a"), MapPoint(50, 16, "b"), MapPoint(51, 15, "c")]).dots
    assert (east.x - west.x) / (west.y - north.y) == pytest.approx(0.64, abs=0.01)


def test_labels_do_not_run_over_each_other() -> None:
    close = [MapPoint(50 + n * 0.001, 15, f"Obec s dlouhým názvem {n}") for n in range(12)] + [
        MapPoint(51, 15, "Daleko")
    ]
    labels = [dot for dot in PointMap(close).dots if dot.label]
    assert 0 < len(labels) < len(close)
    boxes = set()
    for dot in labels:
        boxes.add((dot.anchor, dot.label_y))
    assert len(boxes) == len(labels)


def test_the_country_fills_its_map() -> None:
    drawing = PointMap([PRAGUE], country=True)
    assert drawing.outline.startswith("M")
    assert len(country_outline()) > 50
    assert MARGIN < drawing.dots[0].x < WIDTH - MARGIN
    assert PointMap([PRAGUE]).outline == ""


def test_a_map_without_points_is_empty() -> None:
    assert not PointMap([])
    assert PointMap([]).dots == []
