"""What discord.py, unmodified, may answer to an interaction in the local Discord, and when."""

import asyncio

import aiohttp
import discord as real
import pytest

from tests.wire.clients import Bot, online
from tests.wire.discord.server import LocalDiscord


async def come(bot: Bot) -> real.Interaction:
    """The next interaction that the bot is told of."""
    async with asyncio.timeout(2):
        return await bot.interactions.get()


async def test_a_command_is_answered_edited_and_followed_up(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        asked = await discord.slash("quiz", tag="KV Cache", wait=False)
        told = await come(bot)
        assert told.data is not None
        assert told.data["options"] == [{"type": 3, "name": "tag", "value": "KV Cache"}]  # type: ignore[typeddict-item]
        assert told.user.name == "Ann"
        await told.response.defer(thinking=True)
        await discord.acknowledged(asked)
        assert asked.original is not None
        assert asked.original.loading
        await told.edit_original_response(content="What is a KV cache?")
        assert (await discord.answered(asked)).text == "What is a KV cache?"
        more = await told.followup.send("A hint", wait=True)
        await more.edit(content="A better hint")
        assert [one.text for one in asked.followups] == ["A better hint"]
        assert asked.took is not None
        assert asked.took < 1


async def test_what_is_for_one_person_is_seen_by_her_alone(discord: LocalDiscord) -> None:
    bob = discord.person("Bob", locale="zh-CN")
    async with online(discord) as bot:
        asked = await discord.slash("help", user=bob, wait=False)
        told = await come(bot)
        assert told.locale is real.Locale.chinese
        await told.response.send_message("只给你看", ephemeral=True)
        message = await discord.answered(asked)
        assert discord.messages(discord.general) == []
        assert discord.seen(discord.general, discord.ann) == []
        assert discord.seen(discord.general, bob) == [message]
        with pytest.raises(real.NotFound):
            await bot.get_partial_messageable(discord.general.id).fetch_message(message.id)


async def test_the_first_follow_up_takes_the_place_of_thinking(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        asked = await discord.slash("quiz", wait=False)
        told = await come(bot)
        await told.response.defer(thinking=True, ephemeral=True)
        await told.followup.send("What is a KV cache?")
        message = await discord.answered(asked)
        assert (message.text, message.only_to) == ("What is a KV cache?", discord.ann)
        assert asked.followups == []


async def test_a_button_is_pressed_and_its_message_changes(discord: LocalDiscord) -> None:
    view = real.ui.View()
    view.add_item(real.ui.Button(label="Hint", custom_id="hint:42"))
    async with online(discord) as bot:
        posted = await bot.get_partial_messageable(discord.general.id).send("A question", view=view)
        message = discord.general.messages[posted.id]
        assert message.buttons == {"hint:42": "Hint"}
        pressing = asyncio.create_task(discord.press(message, "hint"))
        told = await come(bot)
        assert told.data is not None
        assert told.data["custom_id"] == "hint:42"  # type: ignore[typeddict-item]
        await told.response.edit_message(content="A question, with a hint", view=None)
        pressed = await pressing
        assert pressed.original is message
        assert message.text == "A question, with a hint"
        with pytest.raises(AssertionError, match="0 buttons"):
            await discord.press(message, "hint")


async def test_a_form_is_opened_filled_in_and_answered(discord: LocalDiscord) -> None:
    form = real.ui.Modal(title="Your answer", custom_id="answer:42")
    text = real.ui.TextInput[real.ui.Modal](
        custom_id="text", style=real.TextStyle.long, max_length=4000
    )
    form.add_item(real.ui.Label(text="In your words", component=text))
    async with online(discord) as bot:
        opening = asyncio.create_task(discord.slash("answer"))
        await (await come(bot)).response.send_modal(form)
        opened = await opening
        assert opened.form["title"] == "Your answer"
        with pytest.raises(AssertionError, match="must be filled in"):
            await discord.submit(opened)
        sending = asyncio.create_task(discord.submit(opened, text="Keys and values of the past."))
        told = await come(bot)
        assert told.type is real.InteractionType.modal_submit
        assert told.data is not None
        given = told.data["components"][0]["component"]["value"]  # type: ignore[typeddict-item]
        assert given == "Keys and values of the past."
        await told.response.send_message("Thank you")
        assert (await discord.answered(await sending)).text == "Thank you"


async def test_completions_are_offered_while_somebody_types(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        typing = asyncio.create_task(discord.complete("quiz", focused="tag", tag="KV"))
        told = await come(bot)
        assert told.data is not None
        assert told.data["options"][0]["focused"]  # type: ignore[typeddict-item]
        offered = [real.app_commands.Choice(name="KV Cache", value="kv-cache")]
        await told.response.autocomplete(offered)
        assert [one["value"] for one in await typing] == ["kv-cache"]


async def test_a_message_of_one_s_own_is_chosen_from_the_menu(discord: LocalDiscord) -> None:
    said = discord.say(discord.general, "Keys and values of the past.")
    async with online(discord, intents=real.Intents(guilds=True)) as bot:
        using = asyncio.create_task(discord.menu("Grade this message", said))
        told = await come(bot)
        assert told.data is not None
        messages = told.data["resolved"]["messages"]  # type: ignore[typeddict-item]
        assert messages[str(said.id)]["content"] == "Keys and values of the past."
        await told.response.send_message("Which question?", ephemeral=True)
        await discord.answered(await using)


async def test_an_answer_after_three_seconds_finds_nothing(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        asked = await discord.slash("quiz", wait=False)
        told = await come(bot)
        discord.clock.push(3.1)
        with pytest.raises(real.NotFound) as met:
            await told.response.send_message("too late")
        assert met.value.code == 10062
        assert asked.callback is None


async def test_a_token_lives_fifteen_minutes(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        asked = await discord.slash("quiz", wait=False)
        told = await come(bot)
        await told.response.defer(thinking=True)
        discord.clock.push(899)
        await told.edit_original_response(content="just in time")
        discord.clock.push(2)
        with pytest.raises(real.HTTPException) as met:
            await told.edit_original_response(content="too late")
        assert met.value.code == 50027
        assert (await discord.answered(asked)).text == "just in time"


async def test_an_interaction_that_comes_twice_is_answered_once(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        asked = await discord.slash("quiz", wait=False)
        discord.again(asked)
        first, second = await come(bot), await come(bot)
        assert first.id == second.id
        await first.response.send_message("What is a KV cache?")
        with pytest.raises(real.HTTPException) as met:
            await second.response.send_message("What is a KV cache?")
        assert met.value.code == 40060
        assert len(discord.messages(discord.general)) == 1


async def test_a_form_after_a_deferral_breaks_a_row(discord: LocalDiscord) -> None:
    form = real.ui.Modal(title="Your answer", custom_id="answer:42")
    form.add_item(real.ui.TextInput(label="In your words"))
    async with online(discord) as bot:
        asked = await discord.slash("answer", wait=False)
        discord.again(asked)
        first, second = await come(bot), await come(bot)
        await first.response.defer(thinking=True)
        with pytest.raises(real.HTTPException):
            await second.response.send_modal(form)
    assert [one.row for one in discord.violations] == ["D3"]
    discord.violations.clear()


async def test_nobody_who_waits_for_a_silent_bot_waits_for_ever(discord: LocalDiscord) -> None:
    discord.rules.answer_within = 0.1
    async with online(discord):
        with pytest.raises(AssertionError, match="did not respond"):
            await discord.slash("quiz")


async def test_a_deferral_says_nothing_of_components(discord: LocalDiscord) -> None:
    async with online(discord) as bot:
        await discord.slash("quiz", wait=False)
        told = await come(bot)
        body = {"type": 5, "data": {"flags": 1 << 15}}
        url = f"{discord.api}/interactions/{told.id}/{told.token}/callback"
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
            assert answer.status == 400
    assert [one.row for one in discord.violations] == ["D11"]
    discord.violations.clear()


async def test_who_brought_the_bot_herself_gets_five_follow_ups(discord: LocalDiscord) -> None:
    discord.pace.on = False
    async with online(discord) as bot:
        await discord.slash("quiz", wait=False, user_installed=True)
        told = await come(bot)
        assert told.is_user_integration()
        await told.response.send_message("A question")
        for n in range(5):
            await told.followup.send(f"{n}")
        with pytest.raises(real.HTTPException) as met:
            await told.followup.send("one more")
        assert met.value.code == 40094
