"""What is masked in free text before anything rests."""
