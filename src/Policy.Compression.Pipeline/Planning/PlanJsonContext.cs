using System.Text.Json.Serialization;

namespace OptPolicy.Compression.Pipeline.Planning;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PackSettings))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
