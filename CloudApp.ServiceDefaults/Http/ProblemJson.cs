using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace CloudApp.ServiceDefaults.Http;

/// <summary>
/// How the framework's problem documents are written: those of <c>Results.Problem</c>, and their shape in the OpenAPI
/// document. The framework has this for itself only, or with additions to each document.
/// </summary>
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ProblemJson : JsonSerializerContext;
