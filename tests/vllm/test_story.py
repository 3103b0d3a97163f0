"""The story that every language model is told, told to a real vLLM."""

from tests.contract.test_language_model import (
    pytestmark,
    test_a_form_follows_its_schema_and_only_grows,
    test_a_form_that_was_cut_off_is_unusable,
    test_choices_are_weighed_to_one_and_alike_each_time,
    test_it_goes_on_with_what_the_assistant_began,
    test_it_knows_its_name,
    test_it_says_its_text_piece_by_piece,
    test_it_tells_how_certain_it_was_of_each_token_to_who_asks,
    test_it_tells_whether_it_came_to_an_end,
    test_several_are_answered_at_once,
    test_time_that_is_over_is_slow,
    test_what_was_used_is_reported_of_what_was_given_up_too,
    test_what_was_used_is_reported_once_when_it_is_over,
    test_who_stops_listening_leaves_nothing_behind,
)

__all__ = [
    "pytestmark",
    "test_a_form_follows_its_schema_and_only_grows",
    "test_a_form_that_was_cut_off_is_unusable",
    "test_choices_are_weighed_to_one_and_alike_each_time",
    "test_it_goes_on_with_what_the_assistant_began",
    "test_it_knows_its_name",
    "test_it_says_its_text_piece_by_piece",
    "test_it_tells_how_certain_it_was_of_each_token_to_who_asks",
    "test_it_tells_whether_it_came_to_an_end",
    "test_several_are_answered_at_once",
    "test_time_that_is_over_is_slow",
    "test_what_was_used_is_reported_of_what_was_given_up_too",
    "test_what_was_used_is_reported_once_when_it_is_over",
    "test_who_stops_listening_leaves_nothing_behind",
]
