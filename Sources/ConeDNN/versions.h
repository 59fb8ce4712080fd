// What oneDNN 2 (Debian 12) and 3 (everything newer) call differently.
#pragma once

#include <dnnl.hpp>

#if DNNL_VERSION_MAJOR != 2 && DNNL_VERSION_MAJOR != 3
#error "This code is written against oneDNN 2 and 3."
#endif

namespace onednn {

/// What runs an operation: `arguments` are those of the operation's descriptor in oneDNN 2.
template <class Primitive, class... Arguments>
typename Primitive::primitive_desc describe(
    const dnnl::engine &cpu, const dnnl::primitive_attr &attributes,
    const Arguments &...arguments) {
#if DNNL_VERSION_MAJOR == 2
  return {typename Primitive::desc(arguments...), attributes, cpu};
#else
  return {cpu, arguments..., attributes};
#endif
}

/// The same for a backward pass, which goes by its forward pass.
template <class Primitive, class Forward, class... Arguments>
typename Primitive::primitive_desc describeGradient(
    const dnnl::engine &cpu, const dnnl::primitive_attr &attributes, const Forward &forward,
    const Arguments &...arguments) {
#if DNNL_VERSION_MAJOR == 2
  return {typename Primitive::desc(arguments...), attributes, cpu, forward};
#else
  return {cpu, arguments..., forward, attributes};
#endif
}

inline void appendReLU(dnnl::post_ops &after) {
#if DNNL_VERSION_MAJOR == 2
  after.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
#else
  after.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
#endif
}

/// x · min(max(x + 3, 0), 6) / 6
inline void appendHardSwish(dnnl::post_ops &after) {
#if DNNL_VERSION_MAJOR == 2
  after.append_eltwise(1.0f, dnnl::algorithm::eltwise_hardswish, 0.0f, 0.0f);
#else
  after.append_eltwise(dnnl::algorithm::eltwise_hardswish, 1.0f / 6, 0.5f);
#endif
}

/// Whether there is Winograd's algorithm in float32, which 3 gave up.
constexpr bool hasWinograd = DNNL_VERSION_MAJOR == 2;

}  // namespace onednn
