"""From a folded text to items: what each piece of it may mean, before anything is known about now."""
