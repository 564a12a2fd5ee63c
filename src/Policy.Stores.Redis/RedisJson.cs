using System.Text.Json.Serialization;

namespace OptPolicy;

[JsonSerializable(typeof(string[]))]
internal sealed partial class RedisJson : JsonSerializerContext;
