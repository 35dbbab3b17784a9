/// Who someone is and may do what: `rbac.authorization.k8s.io/v1`, `authentication.k8s.io/v1`,
/// `authorization.k8s.io/v1` and `certificates.k8s.io/v1`.
extension MessageTables {
    static let rbac = """
        kind Role+List: 1 metadata meta.ObjectMeta, 2 rules! [PolicyRule]
        kind ClusterRole+List: 1 metadata meta.ObjectMeta, 2 rules! [PolicyRule], 3 aggregationRule? AggregationRule
        kind RoleBinding+List: 1 metadata meta.ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef
        kind ClusterRoleBinding+List: 1 metadata meta.ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef
        PolicyRule: 1 verbs! [string], 2 apiGroups [string], 3 resources [string], 4 resourceNames [string],
            5 nonResourceURLs [string]
        AggregationRule: 1 clusterRoleSelectors [meta.LabelSelector]
        Subject: 1 kind! string, 2 apiGroup string, 3 name! string, 4 namespace string
        RoleRef: 1 apiGroup! string, 2 kind! string, 3 name! string
        """

    static let authentication = """
        kind TokenReview: 1 metadata meta.ObjectMeta, 2 spec TokenReviewSpec, 3 status TokenReviewStatus
        kind TokenRequest: 1 metadata meta.ObjectMeta, 2 spec TokenRequestSpec, 3 status TokenRequestStatus
        kind SelfSubjectReview: 1 metadata meta.ObjectMeta, 2 status SelfSubjectReviewStatus
        TokenReviewSpec: 1 token string, 2 audiences [string]
        TokenReviewStatus: 1 authenticated bool, 2 user UserInfo, 4 audiences [string], 3 error string
        UserInfo: 1 username string, 2 uid string, 3 groups [string], 4 extra {Strings}
        TokenRequestSpec: 1 audiences! [string], 4 expirationSeconds?! int64, 3 boundObjectRef?! BoundObjectReference
        BoundObjectReference: 1 kind string, 2 apiVersion string, 3 name string, 4 uid string
        TokenRequestStatus: 1 token! string, 2 expirationTimestamp Time
        SelfSubjectReviewStatus: 1 userInfo UserInfo
        """

    static let authorization = """
        kind SubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SubjectAccessReviewSpec,
            3 status SubjectAccessReviewStatus
        kind SelfSubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SelfSubjectAccessReviewSpec,
            3 status SubjectAccessReviewStatus
        kind LocalSubjectAccessReview: 1 metadata meta.ObjectMeta, 2 spec SubjectAccessReviewSpec,
            3 status SubjectAccessReviewStatus
        kind SelfSubjectRulesReview: 1 metadata meta.ObjectMeta, 2 spec SelfSubjectRulesReviewSpec,
            3 status SubjectRulesReviewStatus
        SubjectAccessReviewSpec: 1 resourceAttributes? ResourceAttributes,
            2 nonResourceAttributes? NonResourceAttributes, 3 user string, 4 groups [string], 5 extra {Strings},
            6 uid string
        ResourceAttributes: 1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string,
            6 subresource string, 7 name string, 8 fieldSelector? FieldSelectorAttributes,
            9 labelSelector? LabelSelectorAttributes
        FieldSelectorAttributes: 1 rawSelector string, 2 requirements [meta.FieldSelectorRequirement]
        LabelSelectorAttributes: 1 rawSelector string, 2 requirements [meta.LabelSelectorRequirement]
        NonResourceAttributes: 1 path string, 2 verb string
        SubjectAccessReviewStatus: 1 allowed! bool, 4 denied bool, 2 reason string, 3 evaluationError string
        SelfSubjectAccessReviewSpec: 1 resourceAttributes? ResourceAttributes,
            2 nonResourceAttributes? NonResourceAttributes
        SelfSubjectRulesReviewSpec: 1 namespace string
        SubjectRulesReviewStatus: 1 resourceRules! [ResourceRule], 2 nonResourceRules! [NonResourceRule],
            3 incomplete! bool, 4 evaluationError string
        ResourceRule: 1 verbs! [string], 2 apiGroups [string], 3 resources [string], 4 resourceNames [string]
        NonResourceRule: 1 verbs! [string], 2 nonResourceURLs [string]
        """

    static let certificates = """
        kind CertificateSigningRequest+List: 1 metadata meta.ObjectMeta, 2 spec CertificateSigningRequestSpec,
            3 status CertificateSigningRequestStatus
        CertificateSigningRequestSpec: 1 request! bytes, 7 signerName! string, 8 expirationSeconds? int32,
            5 usages [string], 2 username string, 3 uid string, 4 groups [string], 6 extra {Strings}
        CertificateSigningRequestStatus: 1 conditions [CertificateSigningRequestCondition], 2 certificate bytes
        CertificateSigningRequestCondition: 1 type! string, 6 status! string, 2 reason string, 3 message string,
            4 lastUpdateTime Time, 5 lastTransitionTime Time
        """
}
