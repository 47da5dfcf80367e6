"""Operations: commands, health, the demo district, backup."""
