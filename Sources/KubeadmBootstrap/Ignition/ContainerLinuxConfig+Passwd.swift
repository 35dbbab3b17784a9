import JSON

extension ContainerLinuxTranslation {
    static func passwd(_ section: inout ContainerLinuxFields) -> JSONObject {
        var result = JSONObject()
        result.setUnlessEmpty("groups", section.list("groups", group))
        result.setUnlessEmpty("users", section.list("users", user))
        return result
    }

    private static func group(_ fields: inout ContainerLinuxFields) -> JSONValue {
        var group = JSONObject()
        group["gid"] = fields.integer("gid", minimum: 0).map(JSONValue.integer)
        group["name"] = .string(fields.text("name") ?? "")
        group.setUnlessEmpty("passwordHash", fields.text("password_hash"))
        group.setIfTrue("system", fields.flag("system"))
        return .object(group)
    }

    private static func user(_ fields: inout ContainerLinuxFields) -> JSONValue {
        let create = fields.object("create") { Self.account(&$0, minimumID: 0) }
        let account = Self.account(&fields, minimumID: .min)
        if create != nil {
            fields.warning("create", "the create object has been deprecated in favor of user-level options")
            for key in account.keys {
                fields.error("create", "cannot use both the create object and the user-level \(key) field")
            }
        }
        var user = account
        user["create"] = create.map(JSONValue.object)
        user["name"] = .string(fields.text("name") ?? "")
        user["passwordHash"] = fields.text("password_hash").map(JSONValue.string)
        user.setUnlessEmpty("sshAuthorizedKeys", fields.texts("ssh_authorized_keys").map(JSONValue.string))
        return .object(user)
    }

    /// What a user's own fields and those of the outdated `create` have in common.
    private static func account(_ fields: inout ContainerLinuxFields, minimumID: Int64) -> JSONObject {
        var account = JSONObject()
        account.setUnlessEmpty("gecos", fields.text("gecos"))
        account.setUnlessEmpty("groups", fields.texts("groups").map(JSONValue.string))
        account.setUnlessEmpty("homeDir", fields.text("home_dir"))
        account.setIfTrue("noCreateHome", fields.flag("no_create_home"))
        account.setIfTrue("noLogInit", fields.flag("no_log_init"))
        account.setIfTrue("noUserGroup", fields.flag("no_user_group"))
        account.setUnlessEmpty("primaryGroup", fields.text("primary_group"))
        account.setUnlessEmpty("shell", fields.text("shell"))
        account.setIfTrue("system", fields.flag("system"))
        account["uid"] = fields.integer("uid", minimum: minimumID).map(JSONValue.integer)
        return account
    }
}
