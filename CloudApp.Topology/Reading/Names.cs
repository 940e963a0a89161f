using System.Text.RegularExpressions;

namespace CloudApp.Topology.Reading;

/// <summary>Names of all kinds: each comes back as it was written, and is reported when it is no such name.</summary>
internal static partial class Names
{
    private const int HostLongest = 63;
    private const int NicLongest = 15;

    public static string Project(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, ProjectPattern().IsMatch(value), "is no project name; use lower-case letters, digits, - and _, and start with a letter or digit", mistakes);

    public static string Host(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, value.Length <= HostLongest && HostPattern().IsMatch(value),
            $"is no host name; use lower-case letters, digits and -, at most {HostLongest}, and start and end with a letter or digit", mistakes);

    public static string Nic(string setting, string? value, Mistakes mistakes)
    {
        if (string.IsNullOrEmpty(value))
        {
            mistakes.Add(setting, "is missing; name the network interface that faces the LAN (see `ip link`)");
            return "";
        }
        return Check(setting, value, value.Length <= NicLongest && NicPattern().IsMatch(value) && value is not ("." or ".."),
            $"is no name of a network interface; Linux allows at most {NicLongest} letters, digits and . _ - @ (see `ip link`)", mistakes);
    }

    public static string Registry(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, value.Length == 0 || RegistryPattern().IsMatch(value),
            "is no registry; write host, host:port or host:port/path in lower case without https://, or leave it empty", mistakes);

    public static string Tag(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, TagPattern().IsMatch(value), "is no image tag; use at most 128 letters, digits and . _ -, and do not start with . or -", mistakes);

    public static string TimeZone(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, TimeZoneInfo.TryFindSystemTimeZoneById(value, out _), "is no time zone that this machine knows; use an IANA name such as UTC or Europe/Paris", mistakes);

    /// <summary>A directory of a host that a container mounts.</summary>
    public static string HostDirectory(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, DirectoryPattern().IsMatch(value) && !value.Split('/').Contains("..", StringComparer.Ordinal),
            "is no directory of a host; write an absolute path of letters, digits and . _ - /, below the root", mistakes);

    public static string AgeRecipient(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, AgePattern().IsMatch(value), "is no age recipient; 'age-keygen -o KEYFILE' makes an identity and prints it, it begins with age1", mistakes);

    /// <summary>The address of an S3 store.</summary>
    public static string StoreEndpoint(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, EndpointPattern().IsMatch(value), "is no address of a store; write https://host, https://host:port or the same with http, without a path", mistakes);

    public static string Region(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, RegionPattern().IsMatch(value), "is no region; use lower-case letters, digits and -", mistakes);

    /// <summary>Amazon S3 User Guide, "General purpose bucket naming rules".</summary>
    public static string Bucket(string setting, string value, Mistakes mistakes) =>
        Check(setting, value, BucketPattern().IsMatch(value), "is no bucket name; use 3 to 63 lower-case letters, digits, . and -, and start and end with a letter or digit", mistakes);

    private static string Check(string setting, string value, bool good, string wrong, Mistakes mistakes)
    {
        if (!good)
            mistakes.Add(setting, $"'{value}' {wrong}");
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
