extension OpenAPIMessages {
    /// The messages of `OpenAPIv2.proto` in `google/gnostic-models`.
    ///
    /// `Name: …` is an object with fields of a number, a member's name and a type; `[T]` is a list. `*` stands for all
    /// members without a field of their own and `x-*` for those that begin so; either is a list of messages of name and
    /// value. `Name = …` is a value that comes in several forms, of which the first that fits is written: `in:body` fits
    /// an object whose `in` is `body`, `$ref` one that has that member, a type alone what is left. `T+` is one value, or
    /// a list of more.
    static let table = """
        Document: 1 swagger string, 2 info Info, 3 host string, 4 basePath string, 5 schemes [string],
            6 consumes [string], 7 produces [string], 8 paths Paths, 9 definitions Definitions,
            10 parameters ParameterDefinitions, 11 responses ResponseDefinitions, 12 security [SecurityRequirement],
            13 securityDefinitions SecurityDefinitions, 14 tags [Tag], 15 externalDocs ExternalDocs, 16 x-* Any
        Info: 1 title string, 2 version string, 3 description string, 4 termsOfService string, 5 contact Contact,
            6 license License, 7 x-* Any
        Contact: 1 name string, 2 url string, 3 email string, 4 x-* Any
        License: 1 name string, 2 url string, 3 x-* Any
        Tag: 1 name string, 2 description string, 3 externalDocs ExternalDocs, 4 x-* Any
        ExternalDocs: 1 description string, 2 url string, 3 x-* Any
        Paths: 1 x-* Any, 2 * PathItem
        PathItem: 1 $ref string, 2 get Operation, 3 put Operation, 4 post Operation, 5 delete Operation,
            6 options Operation, 7 head Operation, 8 patch Operation, 9 parameters [ParametersItem], 10 x-* Any
        Operation: 1 tags [string], 2 summary string, 3 description string, 4 externalDocs ExternalDocs,
            5 operationId string, 6 produces [string], 7 consumes [string], 8 parameters [ParametersItem],
            9 responses Responses, 10 schemes [string], 11 deprecated bool, 12 security [SecurityRequirement],
            13 x-* Any
        ParametersItem = 2 $ref JsonReference, 1 Parameter
        JsonReference: 1 $ref string, 2 description string
        Parameter = 1 in:body BodyParameter, 2 NonBodyParameter
        BodyParameter: 1 description string, 2 name string, 3 in string, 4 required bool, 5 schema Schema, 6 x-* Any
        NonBodyParameter = 1 in:header HeaderParameterSubSchema, 2 in:formData FormDataParameterSubSchema,
            3 in:query QueryParameterSubSchema, 4 in:path PathParameterSubSchema
        HeaderParameterSubSchema: 1 required bool, 2 in string, 3 description string, 4 name string, 5 type string,
            6 format string, 7 items PrimitivesItems, 8 collectionFormat string, 9 default Any, 10 maximum double,
            11 exclusiveMaximum bool, 12 minimum double, 13 exclusiveMinimum bool, 14 maxLength int64,
            15 minLength int64, 16 pattern string, 17 maxItems int64, 18 minItems int64, 19 uniqueItems bool,
            20 enum [Any], 21 multipleOf double, 22 x-* Any
        FormDataParameterSubSchema: 1 required bool, 2 in string, 3 description string, 4 name string,
            5 allowEmptyValue bool, 6 type string, 7 format string, 8 items PrimitivesItems, 9 collectionFormat string,
            10 default Any, 11 maximum double, 12 exclusiveMaximum bool, 13 minimum double, 14 exclusiveMinimum bool,
            15 maxLength int64, 16 minLength int64, 17 pattern string, 18 maxItems int64, 19 minItems int64,
            20 uniqueItems bool, 21 enum [Any], 22 multipleOf double, 23 x-* Any
        QueryParameterSubSchema: 1 required bool, 2 in string, 3 description string, 4 name string,
            5 allowEmptyValue bool, 6 type string, 7 format string, 8 items PrimitivesItems, 9 collectionFormat string,
            10 default Any, 11 maximum double, 12 exclusiveMaximum bool, 13 minimum double, 14 exclusiveMinimum bool,
            15 maxLength int64, 16 minLength int64, 17 pattern string, 18 maxItems int64, 19 minItems int64,
            20 uniqueItems bool, 21 enum [Any], 22 multipleOf double, 23 x-* Any
        PathParameterSubSchema: 1 required bool, 2 in string, 3 description string, 4 name string, 5 type string,
            6 format string, 7 items PrimitivesItems, 8 collectionFormat string, 9 default Any, 10 maximum double,
            11 exclusiveMaximum bool, 12 minimum double, 13 exclusiveMinimum bool, 14 maxLength int64,
            15 minLength int64, 16 pattern string, 17 maxItems int64, 18 minItems int64, 19 uniqueItems bool,
            20 enum [Any], 21 multipleOf double, 22 x-* Any
        PrimitivesItems: 1 type string, 2 format string, 3 items PrimitivesItems, 4 collectionFormat string,
            5 default Any, 6 maximum double, 7 exclusiveMaximum bool, 8 minimum double, 9 exclusiveMinimum bool,
            10 maxLength int64, 11 minLength int64, 12 pattern string, 13 maxItems int64, 14 minItems int64,
            15 uniqueItems bool, 16 enum [Any], 17 multipleOf double, 18 x-* Any
        Responses: 1 * ResponseValue, 2 x-* Any
        ResponseValue = 2 $ref JsonReference, 1 Response
        Response: 1 description string, 2 schema SchemaItem, 3 headers Headers, 4 examples Examples, 5 x-* Any
        SchemaItem = 2 type:file FileSchema, 1 Schema
        FileSchema: 1 format string, 2 title string, 3 description string, 4 default Any, 5 required [string],
            6 type string, 7 readOnly bool, 8 externalDocs ExternalDocs, 9 example Any, 10 x-* Any
        Headers: 1 * Header
        Header: 1 type string, 2 format string, 3 items PrimitivesItems, 4 collectionFormat string, 5 default Any,
            6 maximum double, 7 exclusiveMaximum bool, 8 minimum double, 9 exclusiveMinimum bool, 10 maxLength int64,
            11 minLength int64, 12 pattern string, 13 maxItems int64, 14 minItems int64, 15 uniqueItems bool,
            16 enum [Any], 17 multipleOf double, 18 description string, 19 x-* Any
        Examples: 1 * Any
        Definitions: 1 * Schema
        Schema: 1 $ref string, 2 format string, 3 title string, 4 description string, 5 default Any,
            6 multipleOf double, 7 maximum double, 8 exclusiveMaximum bool, 9 minimum double, 10 exclusiveMinimum bool,
            11 maxLength int64, 12 minLength int64, 13 pattern string, 14 maxItems int64, 15 minItems int64,
            16 uniqueItems bool, 17 maxProperties int64, 18 minProperties int64, 19 required [string], 20 enum [Any],
            21 additionalProperties AdditionalPropertiesItem, 22 type TypeItem, 23 items ItemsItem, 24 allOf [Schema],
            25 properties Properties, 26 discriminator string, 27 readOnly bool, 28 xml Xml,
            29 externalDocs ExternalDocs, 30 example Any, 31 x-* Any
        AdditionalPropertiesItem = 2 bool, 1 Schema
        Properties: 1 * Schema
        Xml: 1 name string, 2 namespace string, 3 prefix string, 4 attribute bool, 5 wrapped bool, 6 x-* Any
        ParameterDefinitions: 1 * Parameter
        ResponseDefinitions: 1 * Response
        SecurityRequirement: 1 * StringArray
        SecurityDefinitions: 1 * SecurityDefinitionsItem
        SecurityDefinitionsItem = 1 type:basic BasicAuthenticationSecurity, 2 type:apiKey ApiKeySecurity,
            3 flow:implicit Oauth2ImplicitSecurity, 4 flow:password Oauth2PasswordSecurity,
            5 flow:application Oauth2ApplicationSecurity, 6 flow:accessCode Oauth2AccessCodeSecurity
        ApiKeySecurity: 1 type string, 2 name string, 3 in string, 4 description string, 5 x-* Any
        BasicAuthenticationSecurity: 1 type string, 2 description string, 3 x-* Any
        Oauth2AccessCodeSecurity: 1 type string, 2 flow string, 3 scopes Oauth2Scopes, 4 authorizationUrl string,
            5 tokenUrl string, 6 description string, 7 x-* Any
        Oauth2ApplicationSecurity: 1 type string, 2 flow string, 3 scopes Oauth2Scopes, 4 tokenUrl string,
            5 description string, 6 x-* Any
        Oauth2ImplicitSecurity: 1 type string, 2 flow string, 3 scopes Oauth2Scopes, 4 authorizationUrl string,
            5 description string, 6 x-* Any
        Oauth2PasswordSecurity: 1 type string, 2 flow string, 3 scopes Oauth2Scopes, 4 tokenUrl string,
            5 description string, 6 x-* Any
        Oauth2Scopes: 1 * string
        StringArray = 1 [string]
        TypeItem = 1 string+
        ItemsItem = 1 Schema+
        """
}
