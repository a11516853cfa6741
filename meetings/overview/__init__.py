"""How mayors' meetings of associations stand in the programme's windows, for the Union and for each centre (MTG-1)."""
