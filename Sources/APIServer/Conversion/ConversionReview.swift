import JSON
import Machinery

/// One question to a conversion webhook (`apiextensions.k8s.io` ConversionReview) and the reading of its answer.
struct ConversionReview {
    let version: String
    let uid: String
    let desiredAPIVersion: String
    let objects: [Unstructured]

    var json: JSONValue {
        [
            "kind": "ConversionReview", "apiVersion": .string(apiVersion),
            "request": [
                "uid": .string(uid), "desiredAPIVersion": .string(desiredAPIVersion),
                "objects": .array(objects.map(\.json)),
            ],
        ]
    }

    private var apiVersion: String { "apiextensions.k8s.io/\(version)" }

    /// The objects in the body of an answer, not looked at yet.
    func convertedObjects(in body: [UInt8]) throws(ConversionProblem) -> [JSONValue] {
        let answer: JSONValue
        do {
            answer = try JSONValue(parsing: body)
        } catch {
            throw ConversionProblem("couldn't get version/kind; json parse error: \(error)")
        }
        // Kubernetes has never looked at these of v1beta1.
        if version == "v1" { try checkKind(of: answer) }
        guard let response = answer["response"], response.objectValue != nil else {
            throw ConversionProblem("no response provided")
        }
        if version == "v1", response["uid"]?.stringValue != uid {
            let got = JSONValue.string(response["uid"]?.stringValue ?? "").text
            throw ConversionProblem("expected response.uid=\"\(uid)\", got \(got)")
        }
        let status = response["result"]?["status"]?.stringValue ?? ""
        guard status == "Success" else {
            let message = response["result"]?["message"]?.stringValue ?? ""
            throw ConversionProblem(
                message.isEmpty ? "response.result.status was '\(status)', not 'Success'" : message)
        }
        return response["convertedObjects"]?.arrayValue ?? []
    }

    private func checkKind(of answer: JSONValue) throws(ConversionProblem) {
        let found = GroupVersionKind(
            apiVersion: answer["apiVersion"]?.stringValue ?? "", kind: answer["kind"]?.stringValue ?? "")
        let expected = GroupVersionKind(apiVersion: apiVersion, kind: "ConversionReview")
        guard found != expected else { return }
        throw ConversionProblem("expected webhook response of \(expected), got \(found)")
    }
}

/// Why a conversion did not work out, in the words of Kubernetes.
struct ConversionProblem: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
