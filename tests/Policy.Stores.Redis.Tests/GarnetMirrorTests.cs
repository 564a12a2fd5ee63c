namespace OptPolicy.Stores.Redis.Tests;

[Collection(GarnetCollection.Name)]
public sealed class GarnetMirrorTests(GarnetServerInProcess server) : GarnetStoreContract(server, vectorSets: false);
