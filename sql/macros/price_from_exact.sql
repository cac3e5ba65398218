-- price_from_exact: decimal text, DECIMAL or integer → the exact price on the instrument's grid; null off the grid or
-- out of range. price_decimal carries the instrument's precision.
create or replace macro price_from_exact(value) as case
    when try_cast(value as decimal(38, 18)) = try_cast(value as price_decimal) then try_cast(value as price_decimal)
end
