"""Home: the page on which each role lands, a worklist rather than a wall of charts; the navigation; pages about the product."""
