namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>A place in a template, from 1.</summary>
internal readonly record struct Place(int Line, int Column);

/// <summary>An error at a place; the template adds its name at the edge.</summary>
internal sealed class JinjaException(string problem, Place at, bool isRaised = false) : Exception(problem)
{
    public Place At => at;

    public bool IsRaised => isRaised;
}
