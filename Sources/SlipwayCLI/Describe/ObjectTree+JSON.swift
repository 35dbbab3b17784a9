import JSON
import Machinery

extension ObjectTree {
    /// `{"name", "ready", "deleting", "conditions", "children"}`: the shape that `docs/cli.md` promises.
    var json: JSONValue {
        var object: JSONObject = ["name": .string(title)]
        object["ready"] = ready?.json
        if isBeingDeleted { object["deleting"] = true }
        if !conditions.isEmpty { object["conditions"] = conditions.json }
        if !children.isEmpty { object["children"] = .array(children.map(\.json)) }
        return .object(object)
    }
}
