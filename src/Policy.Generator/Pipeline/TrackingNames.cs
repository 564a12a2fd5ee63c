namespace OptPolicy.Generator.Pipeline;

/// <summary>Names of the incremental steps, so that tests can assert what an edit does not run again.</summary>
internal static class TrackingNames
{
    public const string Files = "OptPolicy.Files";
    public const string Calibrations = "OptPolicy.Calibrations";
    public const string Target = "OptPolicy.Target";
    public const string Linked = "OptPolicy.Linked";
    public const string Policies = "OptPolicy.Policies";
    public const string Skeletons = "OptPolicy.Skeletons";
    public const string Tests = "OptPolicy.Tests";
}
