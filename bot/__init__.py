"""Interview Coach: questions, answers and feedback where engineers already talk."""
