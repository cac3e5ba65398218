-- listed_instruments: definitions that fit; grain instrument; order venue, type, currencies, expiry, strike, right, id.
-- An empty parameter fits all; pattern fits anywhere in id, key and venue symbol, in any case, with * for any letters.
-- Source: instrument_definitions.
with wanted as (
    select
        upper($venue::varchar) as venue,
        lower($type::varchar) as type,
        '*' || lower($pattern::varchar) || '*' as pattern,
)

select
    definitions.instrument_id,
    definitions.instrument_key,
    definitions.venue,
    definitions.type,
    definitions.venue_symbol,
    definitions.base_currency,
    definitions.quote_currency,
    definitions.settlement_currency,
    definitions.price_precision,
    definitions.size_precision,
    definitions.tick_size,
    definitions.lot_size,
    definitions.multiplier,
    definitions.is_inverse,
    definitions.expiry,
    definitions.strike,
    definitions.option_right,
    definitions.available_from,
    definitions.available_to,
    definitions.store_row,
from instrument_definitions as definitions
cross join wanted
where (wanted.venue = '' or definitions.venue = wanted.venue)
    and (wanted.type = '' or definitions.type = wanted.type)
    and (
        lower(definitions.instrument_id) glob wanted.pattern
        or lower(coalesce(definitions.instrument_key, '')) glob wanted.pattern
        or lower(coalesce(definitions.venue_symbol, '')) glob wanted.pattern
    )
order by
    definitions.venue,
    definitions.type,
    definitions.base_currency,
    definitions.quote_currency,
    definitions.expiry,
    try_cast(definitions.strike as decimal(38, 18)),
    definitions.option_right,
    definitions.instrument_id
