-- instrument_definition: one row that defines an instrument, from its configuration; written to
-- instruments/<type>/<ID>.parquet at conversion.
select
    $instrument_id::varchar as instrument_id,
    $type::varchar as type,
    $venue::varchar as venue,
    $symbol::varchar as symbol,
    $base_currency::varchar as base_currency,
    $quote_currency::varchar as quote_currency,
    $settlement_currency::varchar as settlement_currency,
    $price_precision::integer as price_precision,
    $size_precision::integer as size_precision,
    $tick_size::varchar as tick_size,
    $lot_size::varchar as lot_size,
    $multiplier::varchar as multiplier,
    $is_inverse::boolean as is_inverse
