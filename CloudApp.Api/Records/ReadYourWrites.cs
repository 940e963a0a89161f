using CloudApp.Api.Data;

namespace CloudApp.Api.Records;

/// <summary>Carries a client's last write between its requests, so that a replica behind it is not asked.</summary>
internal static class ReadYourWrites
{
    internal const string Header = "CloudApp-Gtid";
    internal const string Cookie = "cloudapp_gtid";

    // Longer than any replication lag that is not an alarm of its own.
    private const int CookieSeconds = 60;

    /// <summary>What the client has seen; null when it says nothing, or nonsense.</summary>
    internal static GtidSet? Seen(HttpRequest request) =>
        GtidToken.Read(request.Headers[Header]) ?? GtidToken.Read(request.Cookies[Cookie]);

    internal static void Note(HttpResponse response, GtidSet? gtid)
    {
        if (gtid is null) return;
        var token = GtidToken.Write(gtid);
        response.Headers[Header] = token;
        // The token has only letters, digits and : - + _, so it needs no encoding, and must not get one.
        response.Headers.Append("Set-Cookie", $"{Cookie}={token}; Max-Age={CookieSeconds}; Path=/; HttpOnly; SameSite=Lax");
    }
}
