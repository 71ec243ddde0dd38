"""The 64 emoji that two people compare, in their order (Matrix specification, SAS method: emoji)."""

from __future__ import annotations

_NAMED = """
🐶 Dog, 🐱 Cat, 🦁 Lion, 🐎 Horse, 🦄 Unicorn, 🐷 Pig, 🐘 Elephant, 🐰 Rabbit, 🐼 Panda, 🐓 Rooster, 🐧 Penguin,
🐢 Turtle, 🐟 Fish, 🐙 Octopus, 🦋 Butterfly, 🌷 Flower, 🌳 Tree, 🌵 Cactus, 🍄 Mushroom, 🌏 Globe, 🌙 Moon, ☁️ Cloud,
🔥 Fire, 🍌 Banana, 🍎 Apple, 🍓 Strawberry, 🌽 Corn, 🍕 Pizza, 🎂 Cake, ❤️ Heart, 😀 Smiley, 🤖 Robot, 🎩 Hat,
👓 Glasses, 🔧 Wrench, 🎅 Santa, 👍 Thumbs up, ☂️ Umbrella, ⌛ Hourglass, ⏰ Clock, 🎁 Gift, 💡 Light Bulb, 📕 Book,
✏️ Pencil, 📎 Paperclip, ✂️ Scissors, 🔒 Lock, 🔑 Key, 🔨 Hammer, ☎️ Telephone, 🏁 Flag, 🚂 Train, 🚲 Bicycle,
✈️ Airplane, 🚀 Rocket, 🏆 Trophy, ⚽ Ball, 🎸 Guitar, 🎺 Trumpet, 🔔 Bell, ⚓ Anchor, 🎧 Headphones, 📁 Folder,
📌 Pin
"""
EMOJI: tuple[tuple[str, str], ...] = tuple(
    (sign, name) for sign, _, name in (one.strip().partition(" ") for one in _NAMED.split(","))
)
"""Each with its English name."""
