"""Files people bring: limited, told by their content, never executable, served by authorised views only."""
