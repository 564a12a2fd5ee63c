namespace OptPolicy;

/// <summary>What traces say about the cache.</summary>
internal static class CacheStates
{
    public const string Off = "off";
    public const string Bypass = "bypass";
    public const string Miss = "miss";
    public const string Hit = "hit";
    public const string Joined = "joined";
    public const string Semantic = "semantic";
    public const string Audit = "audit";
}
