-- child_or_order_name(order_id, parent_order_id, child_number): an order's name as text; a child's says whose it is. Further
-- parts of a child that was split over venues have no number, and go by their own id.
create or replace macro child_or_order_name(order_id, parent_order_id, child_number) as
    case
        when parent_order_id is null or child_number is null then 'O-' || order_id
        else 'O-' || parent_order_id || '-E' || child_number
    end
