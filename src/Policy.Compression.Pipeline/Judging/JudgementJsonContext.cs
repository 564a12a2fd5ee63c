using System.Text.Json.Serialization;

namespace OptPolicy.Compression.Pipeline.Judging;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Judgement))]
internal sealed partial class JudgementJsonContext : JsonSerializerContext;
