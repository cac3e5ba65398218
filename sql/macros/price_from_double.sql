-- price_from_double: a binary number → the exact price on the instrument's grid; null off the grid or out of range.
-- Float noise is accepted: up to 4 units in the last place of the number and a ten-thousandth of a step.
-- price_decimal and price_step() carry the instrument's precision.
create or replace macro price_from_double(value) as case
    when abs(value - try_cast(try_cast(value as price_decimal) as double)) <= price_step() * 1e-4 + abs(value) * 8.9e-16
        then try_cast(value as price_decimal)
end
