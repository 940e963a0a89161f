using System.Text.RegularExpressions;

namespace CloudApp.Topology.Reading;

/// <summary>What a text must be.</summary>
/// <param name="Kind">What the text should have been, for the message: "project name".</param>
/// <param name="Hint">What to write; stands in the message and in the reference.</param>
internal sealed partial record TextRule(string Kind, string Hint, Func<string, bool> Allows)
{
    private const int MaxHostLength = 63;
    private const int MaxNicLength = 15;

    public static readonly TextRule Project = new(
        "project name", "use lower-case letters, digits, - and _, and start with a letter or digit", ProjectPattern().IsMatch);

    public static readonly TextRule Host = new(
        "host name", $"use lower-case letters, digits and -, at most {MaxHostLength}, and start and end with a letter or digit",
        value => value.Length <= MaxHostLength && HostPattern().IsMatch(value));

    public static readonly TextRule Nic = new(
        "name of a network interface", $"Linux allows at most {MaxNicLength} letters, digits and . _ - @ (see `ip link`)",
        value => value.Length <= MaxNicLength && NicPattern().IsMatch(value) && value is not ("." or ".."));

    public static readonly TextRule Registry = new(
        "registry", "write host, host:port or host:port/path in lower case without https://, or leave it empty",
        value => value.Length == 0 || RegistryPattern().IsMatch(value));

    public static readonly TextRule Tag = new("image tag", "use at most 128 letters, digits and . _ -, and do not start with . or -", TagPattern().IsMatch);

    public static readonly TextRule TimeZone = new(
        "time zone that this machine knows", "use an IANA name such as UTC or Europe/Paris", value => TimeZoneInfo.TryFindSystemTimeZoneById(value, out _));

    /// <summary>A directory of a host that a container mounts.</summary>
    public static readonly TextRule HostDirectory = new(
        "directory of a host", "write an absolute path of letters, digits and . _ - /, below the root",
        value => DirectoryPattern().IsMatch(value) && !value.Split('/').Contains("..", StringComparer.Ordinal));

    public static readonly TextRule AgeRecipient = new(
        "age recipient", "'age-keygen -o KEYFILE' makes an identity and prints it, it begins with age1", AgePattern().IsMatch);

    /// <summary>The address of an S3 store.</summary>
    public static readonly TextRule StoreEndpoint = new(
        "address of a store", "write https://host, https://host:port or the same with http, without a path", EndpointPattern().IsMatch);

    public static readonly TextRule Region = new("region", "use lower-case letters, digits and -", RegionPattern().IsMatch);

    /// <summary>Amazon S3 User Guide, "General purpose bucket naming rules".</summary>
    public static readonly TextRule Bucket = new(
        "bucket name", "use 3 to 63 lower-case letters, digits, . and -, and start and end with a letter or digit", BucketPattern().IsMatch);

    /// <summary>Returns the value unchanged; one that breaks the rule is reported.</summary>
    public string Check(string path, string value, Mistakes mistakes)
    {
        if (!Allows(value))
            mistakes.Add(path, $"'{value}' is no {Kind}; {Hint}");
        return value;
    }

    [GeneratedRegex(@"\Aage1[0-9a-z]{58}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AgePattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,62}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectPattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HostPattern();

    [GeneratedRegex(@"\A(/[A-Za-z0-9._-]+)+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DirectoryPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9._@-]+\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NicPattern();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"\Ahttps?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EndpointPattern();

    [GeneratedRegex(@"\A[a-z0-9-]{1,32}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RegionPattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BucketPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TagPattern();
}
