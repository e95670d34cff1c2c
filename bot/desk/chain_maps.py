"""The maps of the industry chains: which there are, the picture of one, and what is said of a node."""

from collections.abc import Sequence
from pathlib import Path

from bot.desk.actions import token
from bot.desk.labels import button, menu_button, rows
from bot.desk.lists import asking, reference_notes
from bot.desk.shelf import Known
from bot.directory import ChainMap, Directory
from bot.language import Language
from bot.replies import Button, Reply
from bot.texts import say
from knowledge.chains import Chain, Node

_MOST_BUTTONS = 90  # Telegram takes 100


def chains_reply(directory: Directory, language: Language) -> Reply:
    """The industries of which there is a map."""
    maps = directory.chains(language)
    text = say("desk_chains_title" if maps else "desk_chains_none", language)
    buttons = rows((button(one.title, "chain", token(one.topic)) for one in maps[:_MOST_BUTTONS]), 1)
    return Reply(text, buttons=(*buttons, (menu_button(language),)))


def map_named(directory: Directory, name: str, language: Language) -> ChainMap | None:
    """The map that a button names (`bot.desk.actions.token`); None where there is none any more."""
    return next((one for one in directory.chains(language) if token(one.topic) == name), None)


def node_named(chain: Chain, name: str) -> Node | None:
    """The node that a button names; None where the map has none such any more."""
    return next((node for node in chain.nodes if _node_token(node) == name), None)


def chain_reply(chain_map: ChainMap, picture: Path, language: Language) -> Reply:
    """The picture of a map, with a button a node."""
    title = say("map_title", language, industry=chain_map.title)
    topic = token(chain_map.topic)
    nodes = (button(node.label, "node", topic, _node_token(node)) for node in chain_map.chain.nodes)
    others = button(say("desk_button_back", language, list=say("command_chains", language)), "chains")
    return Reply(
        f"{title}\n{say('desk_chain_hint', language)}",
        reference_notes(chain_map.reference, language),
        (*rows(nodes), (others, menu_button(language))),
        picture=picture,
    )


def node_reply(
    chain_map: ChainMap, node: Node, known: Sequence[Known], constructed: str | None, language: Language
) -> Reply:
    """What the map says of a node: its figure and the date of that, enterprises, neighbours; and how to ask on.

    `constructed` is a question about it that is asked where the documents suggest none.
    """
    chain = chain_map.chain
    names = {one.id: one.label for one in chain.nodes}
    stage = next(stage for stage in chain.stages if node in stage.nodes)
    figure = node.figure
    if figure is not None and node.as_of is not None:
        figure = say("comparison_dated", language, value=figure, date=node.as_of)
    lines = [node.label, say("desk_node_stage", language, industry=chain_map.title, stage=stage.label), ""]
    lines.append(say("desk_node_figure", language, figure=figure) if figure else say("desk_node_no_figure", language))
    between = say("names_between", language)
    for key, told in (
        ("desk_node_enterprises", node.enterprises),
        ("desk_node_comes_from", [names[start] for start, end in chain.edges if end == node.id]),
        ("desk_node_leads_to", [names[end] for start, end in chain.edges if start == node.id]),
    ):
        if told:
            lines.append(say(key, language, names=between.join(told)))
    topic = token(chain_map.topic)
    buttons: list[tuple[Button, ...]] = list(asking(known, language))
    if constructed is not None:
        label = say("desk_button_about", language, question=constructed)
        buttons.append((button(label, "about", topic, _node_token(node)),))
    back = button(say("desk_button_chain", language, title=chain_map.title), "chain", topic)
    buttons.append((back, menu_button(language)))
    return Reply("\n".join(lines), reference_notes(chain_map.reference, language), tuple(buttons))


def node_question(chain_map: ChainMap, node: Node, language: Language) -> str:
    """A question about a node that no document suggests."""
    return say("desk_node_question", language, industry=chain_map.title, node=node.label)


def _node_token(node: Node) -> str:
    return token(node.id, 32)
