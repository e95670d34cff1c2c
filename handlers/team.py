"""Who belongs to the staff: owners list, add and remove members."""

import asyncio
import re

from telegram import Message

from bot.language import Language
from bot.office import Office
from bot.staff import LARGEST_USER_ID, LONGEST_LABEL, Member, Role
from bot.texts import say
from handlers.menus import show_member
from handlers.messages import line, tell
from handlers.rights import Person

_ADD = re.compile(r"add\s+([0-9]{1,20})\s+(\S+)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_REMOVE = re.compile(r"remove\s+([0-9]{1,20})", re.IGNORECASE)


class Team:
    """/staff, /staff add ID ROLE LABEL and /staff remove ID."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def command(self, person: Person, message: Message) -> None:
        """List the staff, or change it."""
        _, _, rest = (message.text or "").strip().partition(" ")
        rest = rest.strip()
        if found := _ADD.fullmatch(rest):
            await self._add(person, message, int(found[1]), found[2], found[3])
        elif found := _REMOVE.fullmatch(rest):
            await self._remove(person, message, int(found[1]))
        elif rest:
            await tell(message, say("staff_usage", person.language))
        else:
            members = await asyncio.to_thread(self._office.staff.members)
            lines = [say("staff_title", person.language), *(_member(one, person.language) for one in members)]
            await tell(message, "\n".join([*lines, "", say("staff_usage", person.language)]))

    async def _add(self, person: Person, message: Message, user_id: int, word: str, label: str) -> None:
        role = _role(word)
        label = " ".join(label.split())
        if role is None:
            await tell(message, say("staff_roles", person.language, role=line(word, 40)))
        elif not 0 < user_id < LARGEST_USER_ID:
            await tell(message, say("staff_id", person.language))
        elif len(label) > LONGEST_LABEL or not label.isprintable():
            await tell(message, say("staff_label", person.language, limit=LONGEST_LABEL))
        elif await self._is_fixed(user_id):
            await tell(message, say("staff_fixed", person.language))
        else:
            member = await asyncio.to_thread(self._office.staff.add, user_id, role, label, actor=person.actor)
            await show_member(message.get_bot(), user_id, role)
            await tell(message, say("staff_added", person.language, member=_member(member, person.language)))

    async def _remove(self, person: Person, message: Message, user_id: int) -> None:
        members = {member.user_id: member for member in await asyncio.to_thread(self._office.staff.members)}
        if user_id not in members:
            await tell(message, say("staff_unknown", person.language))
        elif members[user_id].fixed:
            await tell(message, say("staff_fixed", person.language))
        else:
            member = await asyncio.to_thread(self._office.staff.remove, user_id, actor=person.actor)
            await show_member(message.get_bot(), user_id, None)
            await tell(message, say("staff_removed", person.language, member=_member(member, person.language)))

    async def _is_fixed(self, user_id: int) -> bool:
        members = await asyncio.to_thread(self._office.staff.members)
        return any(member.fixed and member.user_id == user_id for member in members)


def _role(word: str) -> Role | None:
    """The role that a word names, in any of the bot's languages."""
    for role in Role:
        names = {role.value, *(say(f"role_{role.value}", language).lower() for language in Language)}
        if word.lower() in names:
            return role
    return None


def _member(member: Member, language: Language) -> str:
    fixed = say("staff_by_settings", language) if member.fixed else ""
    return f"• {member.user_id} · {say(f'role_{member.role.value}', language)} · {line(member.label, 60) or '—'}{fixed}"
