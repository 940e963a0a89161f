namespace CloudApp.Api.Operation;

/// <summary>
/// Fetches the sentinel object: the store's own health address also answers 200 on a site whose disk was replaced
/// and that has no bucket yet.
/// </summary>
internal sealed class StoreProbe(Uri endpoint, HttpClient http) : IHealthProbe
{
    private const string Sentinel = "health/ok";
    private readonly Uri _address = new(endpoint, Sentinel);

    public ProbeKind Kind => ProbeKind.Objects;

    public string Name => endpoint.Authority;

    public async Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(_address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new ProbeAnswer(response.IsSuccessStatusCode);
    }
}
