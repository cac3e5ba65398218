-- price_from_double: a binary number → the exact price on the instrument's grid; null off the grid or out of range.
-- Float noise of up to a thousandth of a step is accepted. price_decimal and price_step() carry the instrument's precision.
create or replace macro price_from_double(value) as case
    when abs(value - try_cast(try_cast(value as price_decimal) as double)) <= price_step() * 1e-3
        then try_cast(value as price_decimal)
end
