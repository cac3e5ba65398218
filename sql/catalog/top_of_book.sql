-- top_of_book: best bid and ask of every snapshot; grain one snapshot; order within an instrument ts_init, sequence.
-- mid and spread are exact; microprice weighs each side's price with the other side's size; all null while a side is
-- empty. Source: book_depth.
select
    instrument_id,
    date,
    ts_event,
    ts_init,
    init_time,
    bid_price_0 as bid,
    bid_size_0 as bid_size,
    ask_price_0 as ask,
    ask_size_0 as ask_size,
    (bid_price_0 + ask_price_0) * 0.5 as mid,
    ask_price_0 - bid_price_0 as spread,
    (bid_price_0::double * ask_size_0::double + ask_price_0::double * bid_size_0::double)
    / (bid_size_0::double + ask_size_0::double) as microprice,
    sequence,
from book_depth
