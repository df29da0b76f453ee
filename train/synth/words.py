"""Words for pages: what stands on forms, lists, signs and in sentences."""

from __future__ import annotations

_TEXT = """
the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you
were her all she there would their we him been has when who will more no if out so said what up its about into than them
can only other new some could time these two may then do first any my now such like our over man me even most made after
also did many before must through back years where much your way well down should because each just those people how too
little state good very make world still own see men work long get here between both life being under never day same
another know while last might us great old year off come since against go came right used take three
name date total room page invoice address phone number street grade score class signature student first city account
balance note question answer points table figure chapter price amount due tel fax email quantity unit description item
subtotal tax rate paid change cash card order customer receipt thank visit again open closed monday tuesday wednesday
thursday friday saturday sunday january february march april june july august october november december morning evening
kitchen garden window bottle bread milk cheese apple onion water sugar coffee doctor school teacher lesson homework
office meeting project budget report summary section appendix index volume edition author title subject keyword method
result measure value sample mean error test speed weight length width height depth pressure temperature voltage current
power energy meter litre gram second minute hour left right north south east west station platform train ticket seat
flight gate terminal parcel weight zip code country passport licence member birth place male female single married child
bolt solo oil slob zoo lisbon ibis soil bloss obol zebra size sizzle goblin isle gig sis boss lobo sols log gloss
"""
WORDS: tuple[str, ...] = tuple(_TEXT.split())
