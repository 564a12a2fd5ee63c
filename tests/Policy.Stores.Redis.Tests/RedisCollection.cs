namespace OptPolicy.Stores.Redis.Tests;

/// <summary>Tests that share the server, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisServer>
{
    public const string Name = "redis";
}
