-- A resource as it is answered where some of its references `Type/id` lead to what the reader may not see: each of them
-- gives way to the mark of what is masked, and the narrative is gone.
CREATE FUNCTION masked_node(node jsonb, hidden text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
  IF jsonb_typeof(node) = 'array' THEN
    RETURN COALESCE((SELECT jsonb_agg(masked_node(item, hidden)) FROM jsonb_array_elements(node) AS item), '[]');
  ELSIF jsonb_typeof(node) <> 'object' THEN
    RETURN node;
  ELSIF jsonb_typeof(node -> 'reference') = 'string' AND regexp_replace(node ->> 'reference', '/_history/[^/]*$', '') = ANY(hidden) THEN
    RETURN '{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}';
  END IF;
  RETURN COALESCE((SELECT jsonb_object_agg(key, masked_node(value, hidden)) FROM jsonb_each(node)), '{}');
END $$;

CREATE FUNCTION masked_content(content text, hidden text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
  RETURN masked_node(content::jsonb - 'text', hidden)::text;
EXCEPTION WHEN data_exception THEN
  RETURN '';
END $$;
