-- size_from_double: a binary number → the exact size on the instrument's grid; null off the grid or out of range.
-- Float noise of up to a thousandth of a step is accepted. size_decimal and size_step() carry the instrument's precision.
create or replace macro size_from_double(value) as case
    when abs(value - try_cast(try_cast(value as size_decimal) as double)) <= size_step() * 1e-3
        then try_cast(value as size_decimal)
end
