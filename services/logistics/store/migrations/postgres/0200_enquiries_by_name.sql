-- Figures list the sources of a shop by their names.
CREATE INDEX enquiries_by_name ON enquiries (shop, (shipment || '/enquiries/' || enquiry));
