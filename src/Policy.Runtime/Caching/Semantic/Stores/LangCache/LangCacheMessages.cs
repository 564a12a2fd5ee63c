using System.Text.Json.Serialization;

namespace OptPolicy;

/// <summary>Messages of the LangCache REST API, version 1.</summary>
internal sealed record LangCacheSearch(string Prompt, double SimilarityThreshold, Dictionary<string, string> Attributes, string[] SearchStrategies);

internal sealed record LangCacheFound(LangCacheEntry[]? Data);

internal sealed record LangCacheEntry(string Id, string Prompt, string Response, double Similarity);

internal sealed record LangCacheNew(string Prompt, string Response, Dictionary<string, string> Attributes, long TtlMillis);

internal sealed record LangCacheDelete(Dictionary<string, string> Attributes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LangCacheSearch))]
[JsonSerializable(typeof(LangCacheFound))]
[JsonSerializable(typeof(LangCacheNew))]
[JsonSerializable(typeof(LangCacheDelete))]
internal sealed partial class LangCacheJson : JsonSerializerContext;
