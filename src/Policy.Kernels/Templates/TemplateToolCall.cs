namespace OptPolicy.Kernels.Templates;

/// <summary>A call of a tool as chat templates see it. Immutable.</summary>
/// <param name="Name">The function.</param>
/// <param name="ArgumentsJson">Its arguments, a JSON object.</param>
/// <param name="Id">The id of the call, if it has one.</param>
public sealed record TemplateToolCall(string Name, string ArgumentsJson, string? Id = null);
