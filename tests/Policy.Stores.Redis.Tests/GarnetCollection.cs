namespace OptPolicy.Stores.Redis.Tests;

/// <summary>Tests that share Garnet, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class GarnetCollection : ICollectionFixture<GarnetServerInProcess>
{
    public const string Name = "garnet";
}
