// Functions of a vector of blocked_vector.h, and d times their derivative at t.

#define LOWER(v, most) \
  ((vector)(((mask)(v) & ~((v) > (most))) | ((mask)((vector){} + (most)) & ((v) > (most)))))

#define RELU(t) RAISE(t, 0.0f)
#define RELU_GRADIENT(t, d) SELECT((t) > 0.0f, d)

#define HARD_SWISH(t) ({ \
    vector raised = (t) + 3.0f; \
    raised = RAISE(raised, 0.0f); \
    (t) * LOWER(raised, 6.0f) * (1.0f / 6.0f); })
#define HARD_SWISH_GRADIENT(t, d) ({ \
    vector at = (t), by = (d), slope = at * (1.0f / 3.0f) + 0.5f; \
    vector inner = by * slope; \
    vector outer = SELECT(at > 3.0f, by); \
    (vector)(((mask)inner & ~((at < -3.0f) | (at > 3.0f))) | (mask)outer); })

// e^v by Cephes' polynomial on half a step of log 2 each way, to 2 ulp; beyond ±87 as at ±87.
#define EXP(v) ({ \
    vector t_ = RAISE(v, -87.0f); \
    t_ = LOWER(t_, 87.0f); \
    vector n_ = (t_ * 1.44269504f + 12582912.0f) - 12582912.0f; \
    vector r_ = (t_ - n_ * 0.693359375f) + n_ * 2.12194440e-4f; \
    vector p_ = ((((r_ * 1.9875691500e-4f + 1.3981999507e-3f) * r_ + 8.3334519073e-3f) * r_ \
        + 4.1665795894e-2f) * r_ + 1.6666665459e-1f) * r_ + 5.0000001201e-1f; \
    p_ = p_ * r_ * r_ + r_ + 1.0f; \
    p_ * (vector)((__builtin_convertvector(n_, mask) + 127) << 23); })

#define SIGMOID(t) ({ \
    vector negated = -(t); \
    1.0f / (1.0f + EXP(negated)); })
#define SIGMOID_GRADIENT(t, d) ({ \
    vector negated = -(t); \
    vector s_ = 1.0f / (1.0f + EXP(negated)); \
    (d) * s_ * (1.0f - s_); })

// The share of a normal distribution below v, (1 + erf(v / √2)) / 2: Abramowitz and Stegun's 7.1.26 for the lesser
// tail, to 1e-7.
#define NORMAL_BELOW(v) ({ \
    vector at_ = (v); \
    vector distance_ = (vector)((mask)at_ & 0x7fffffff) * 0.70710678f; \
    vector u_ = 1.0f / (1.0f + distance_ * 0.3275911f); \
    vector power_ = -(distance_ * distance_); \
    vector tail_ = ((((u_ * 1.061405429f - 1.453152027f) * u_ + 1.421413741f) * u_ - 0.284496736f) \
        * u_ + 0.254829592f) * u_ * 0.5f * EXP(power_); \
    vector rest_ = 1.0f - tail_; \
    mask below_ = at_ < 0.0f; \
    (vector)(((mask)tail_ & below_) | ((mask)rest_ & ~below_)); })

#define GELU(t) ((t) * NORMAL_BELOW(t))
#define GELU_GRADIENT(t, d) ({ \
    vector x_ = (t), half_ = x_ * x_ * -0.5f; \
    (d) * (NORMAL_BELOW(x_) + x_ * EXP(half_) * 0.39894228f); })
