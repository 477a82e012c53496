"""A default preset counts before the settings, and the settings before the defaults."""

from __future__ import annotations

from pathlib import Path

from recommenderr.model.weights import default_weights
from recommenderr.recommender.user_weights import settings_weights, user_weights, weights_from
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, refill


def test_settings_replace_single_weights_of_their_scoring() -> None:
    assert settings_weights(Settings()) == default_weights(Settings().scoring)
    weights = settings_weights(Settings(scoring="classic", feat_w_genres=2.5, diversity=0.0))
    assert weights == default_weights("classic").changed({"genres": 2.5, "diversity": 0.0})


def test_a_preset_keeps_what_it_does_not_name_and_drops_what_is_unknown() -> None:
    base = default_weights("evidence")
    assert weights_from({"people": 3.0, "a weight of another version": 1.0}, base) == base.changed({"people": 3.0})


def test_a_default_preset_is_only_its_persons(tmp_path: Path) -> None:
    settings = Settings(feat_w_genres=2.0)
    with open_store(tmp_path / "store.db") as conn:
        refill(conn, people=(ANA,))
        presets.save(conn, 1, "Evening", {"people": 3.0})
        assert user_weights(settings, conn, 1) == settings_weights(settings)
        presets.set_default(conn, 1, "Evening")
        assert user_weights(settings, conn, 1) == settings_weights(settings).changed({"people": 3.0})
        assert user_weights(settings, conn, 2) == settings_weights(settings)
