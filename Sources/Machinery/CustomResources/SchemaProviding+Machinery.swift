public import JSON

extension Condition: SchemaProviding {
    public static let schema = SchemaText.schema(
        #"""
        {"description": "One observation about an object.", "type": "object",
        "required": ["lastTransitionTime", "status", "type"], "properties": {
        "type": {"description": "What the condition tells, in CamelCase.", "type": "string", "minLength": 1, "maxLength": 256},
        "status": {"description": "`True`, `False` or `Unknown`.", "type": "string"},
        "severity": {"description": "How bad it is that the status is `False`: `Error`, `Warning` or `Info`.", "type": "string", "maxLength": 32},
        "lastTransitionTime": {"description": "When the condition last changed.", "type": "string", "format": "date-time"},
        "reason": {"description": "Why, as a word for programs.", "type": "string", "maxLength": 256},
        "message": {"description": "Why, in words for people.", "type": "string", "maxLength": 10240}
        }}
        """#)
}

extension MetaCondition: SchemaProviding {
    public static let schema = SchemaText.schema(
        #"""
        {"description": "One observation about an object.", "type": "object",
        "required": ["lastTransitionTime", "message", "reason", "status", "type"], "properties": {
        "type": {"description": "What the condition tells, in CamelCase.", "type": "string", "maxLength": 316},
        "status": {"description": "`True`, `False` or `Unknown`.", "type": "string", "enum": ["True", "False", "Unknown"]},
        "observedGeneration": {"description": "The generation of the object that the condition speaks of.", "type": "integer", "format": "int64", "minimum": 0},
        "lastTransitionTime": {"description": "When the status last changed.", "type": "string", "format": "date-time"},
        "reason": {"description": "Why, as a word for programs.", "type": "string", "minLength": 1, "maxLength": 1024},
        "message": {"description": "Why, in words for people; may be empty.", "type": "string", "maxLength": 32768}
        }}
        """#)
}

extension LabelSelector: SchemaProviding {
    public static let schema = SchemaText.schema(
        #"""
        {"description": "Selects objects by their labels. An empty selector selects all.", "type": "object",
        "x-kubernetes-map-type": "atomic", "properties": {
        "matchLabels": {"description": "Labels that an object must have, with these values.", "type": "object", "additionalProperties": {"type": "string"}},
        "matchExpressions": {"description": "Requirements that an object's labels must all meet.", "type": "array", "x-kubernetes-list-type": "atomic",
        "items": {"description": "One requirement.", "type": "object", "required": ["key", "operator"], "properties": {
        "key": {"description": "The key of the label.", "type": "string"},
        "operator": {"description": "How the label relates to the values: `In`, `NotIn`, `Exists` or `DoesNotExist`.", "type": "string"},
        "values": {"description": "The values, for `In` and `NotIn`.", "type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "string"}}
        }}}
        }}
        """#)
}
