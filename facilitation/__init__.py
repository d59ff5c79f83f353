"""The live dialogue: what happens in the room, from the first join to the seal."""
